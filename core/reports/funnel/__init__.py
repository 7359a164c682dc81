"""The onboarding funnel in parts: what can be asked, where the counts come from, and what is told of them."""
