using System.Globalization;

namespace TrainingService.Datasets.Analysis;

/// <summary>
/// The order of classes: by number when all are whole numbers, else ordinal. It depends on the values only and not on the order of rows, so that
/// the same data has the same codes.
/// </summary>
internal static class CategoryOrder
{
    /// <summary>Sorted classes, and for each class as it came its place among them.</summary>
    public static (string[] Classes, int[] Places) Sort(string[] classes)
    {
        var order = Enumerable.Range(0, classes.Length).ToArray();
        if (Array.TrueForAll(classes, IsWhole)) Array.Sort(order, (left, right) => ByNumber(classes[left], classes[right]));
        else Array.Sort(order, (left, right) => string.CompareOrdinal(classes[left], classes[right]));
        var places = new int[classes.Length];
        for (var place = 0; place < order.Length; place++) places[order[place]] = place;
        return ([.. order.Select(code => classes[code])], places);
    }

    private static int ByNumber(string left, string right)
    {
        var order = Number(left).CompareTo(Number(right));
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }

    private static bool IsWhole(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
