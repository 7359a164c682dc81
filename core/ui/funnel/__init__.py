"""What the onboarding funnel page draws."""
