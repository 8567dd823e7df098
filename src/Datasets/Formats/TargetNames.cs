namespace TrainingService.Datasets.Formats;

/// <summary>Names that the field gives to what is predicted.</summary>
internal static class TargetNames
{
    private static readonly string[] Labels =
        ["label", "labels", "class", "classes", "y", "target", "targets", "category", "categories", "fine_labels", "coarse_labels", "class_id",
            "label_id", "digit"];

    private static readonly string[] Others = ["outcome", "response", "species", "topic", "sentiment", "language", "diagnosis", "output", "result",
        "price", "quality", "cultivar"];

    /// <summary>Whether a column of whole numbers with this name holds classes.</summary>
    public static bool IsLabel(string name) => Labels.Contains(Plain(name));

    /// <summary>How much a name says that it is to be predicted, 0 to 1.</summary>
    public static double Score(string name)
    {
        var plain = Plain(name);
        if (plain is "label" or "target" or "y" or "class" || IsLabel(plain)) return 0.95;
        if (plain.Split('_').Any(word => Labels.Contains(word))) return 0.7;
        return plain.Split('_').Any(word => Others.Contains(word)) ? 0.6 : 0;
    }

    private static string Plain(string name) => name.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
}
