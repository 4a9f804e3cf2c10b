"""Django's static files without the skins of libraries that we do not show."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class OwnStaticFiles(StaticFilesConfig):
    """viewflow's Material skin is 49 MB, is not used, and names files that it does not ship."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "viewflow"]
