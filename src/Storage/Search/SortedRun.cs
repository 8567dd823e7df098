using TrainingService.Storage.Model;

namespace TrainingService.Storage.Search;

/// <summary>A run beside the values from other tables that it is sorted by.</summary>
internal sealed class SortedRun
{
    public required RunRow Run { get; set; }

    public double? Number1 { get; set; }

    public string? Text1 { get; set; }

    public double? Number2 { get; set; }

    public string? Text2 { get; set; }

    public double? Number3 { get; set; }

    public string? Text3 { get; set; }
}
