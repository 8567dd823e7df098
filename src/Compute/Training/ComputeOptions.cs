namespace TrainingService.Compute.Training;

/// <summary>How a run is computed; never changes what comes out on one instruction set.</summary>
public sealed record ComputeOptions
{
    /// <summary>Threads that compute, the calling one included. Default: one per processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
