"""The role of whoever looks at this page, and what that role may do.

Without sign-in the app answers on this machine only, and whoever sits at it is its admin. With Streamlit's OIDC sign-in
(`[auth]` in .streamlit/secrets.toml) the section `[roles]` beside it names them: `"wang@example.com" = "manager"`;
somebody signed in and not named there, or not signed in at all, may only look. The mapping is kept with the server's
secrets and not in the workspace, so that nobody can promote themselves on a page.
"""

from __future__ import annotations

import streamlit as st

from core.domain.roles import Action, Role, allows, role_named
from core.ui.http.hosts import LOOPBACK


def role() -> Role:
    """The visitor's role."""
    signed_in = st.user.get("is_logged_in")
    if signed_in is None:  # no sign-in is configured
        return "admin" if st.get_option("server.address") in LOOPBACK else "viewer"
    email = st.user.get("email")
    if not signed_in or not isinstance(email, str) or st.user.get("email_verified") is False:
        return "viewer"
    roles = {str(name).casefold(): given for name, given in st.secrets.get("roles", {}).items()}
    return role_named(roles.get(email.casefold()))


def may(action: Action) -> bool:
    """Whether the visitor may do it."""
    return allows(role(), action)
