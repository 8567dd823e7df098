namespace TrainingService.Compute.Tests.Support;

/// <summary>For tests that watch the whole process, such as its allocations: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
