"""Settings, vocabulary, migrations, manifests and the sample directory: what a deployment edits."""
