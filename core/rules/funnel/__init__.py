"""Rules of the onboarding funnel: what its numbers mean, in findings and in words."""
