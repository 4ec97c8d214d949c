"""What every page shares: guard, forms, paging, errors, assets, base templates and macros."""
