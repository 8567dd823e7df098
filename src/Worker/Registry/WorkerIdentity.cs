namespace TrainingService.Worker.Registry;

/// <summary>This process as a worker: made anew at each start, so that a restarted one is not taken for its predecessor.</summary>
internal sealed class WorkerIdentity
{
    private volatile bool _draining;

    /// <summary>Its id in the registry.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>Whether it was last told to take nothing new. The claim looks again by itself.</summary>
    public bool Draining
    {
        get => _draining;
        set => _draining = value;
    }
}
