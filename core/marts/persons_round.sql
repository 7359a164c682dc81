-- One round: the smallest label around each node, then the label of that label (which halves long chains).
create or replace temp table nearest as
select n.node, min(n.label) as label
from (
    select labels.node, labels.label from labels
    union all
    select e.one as node, l.label from edges as e inner join labels as l on e.other = l.node
    union all
    select e.other as node, l.label from edges as e inner join labels as l on e.one = l.node
) as n
group by n.node;

create or replace temp table moved as
select n.node, far.label
from nearest as n
inner join nearest as far on n.label = far.node;
