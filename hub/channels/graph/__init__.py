"""Meta's Graph API, over which a Facebook Page and a professional account on Instagram both speak."""
