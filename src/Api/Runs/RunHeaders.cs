using System.Globalization;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Runs;

/// <summary>Header values made from a run.</summary>
internal static class RunHeaders
{
    /// <summary>The run's address.</summary>
    public static string Location(Guid id) => $"/api/v1/runs/{id}";

    /// <summary>The run's version and revision as an entity tag.</summary>
    public static string ETag(RunResource run) => string.Create(CultureInfo.InvariantCulture, $"\"{run.Version}.{run.Revision}\"");
}
