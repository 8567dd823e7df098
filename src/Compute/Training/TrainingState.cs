namespace TrainingService.Compute.Training;

/// <summary>What a run does next.</summary>
internal enum Phase
{
    /// <summary>Training steps of an epoch.</summary>
    Train,

    /// <summary>Scoring the held-out rows.</summary>
    Validate,

    /// <summary>Scoring the test part, after the last epoch.</summary>
    Test,

    /// <summary>Writing the texts of the test part, where scores ask for it.</summary>
    Write,

    /// <summary>Nothing.</summary>
    Done,
}

/// <summary>Where a run is, apart from weights: all of it goes into a checkpoint.</summary>
internal sealed class TrainingState
{
    /// <summary>What comes next.</summary>
    public Phase Phase { get; set; } = Phase.Train;

    /// <summary>The epoch being trained, from 1.</summary>
    public int Epoch { get; set; } = 1;

    /// <summary>Batches done in this phase of the epoch.</summary>
    public int Batch { get; set; }

    /// <summary>Training steps done.</summary>
    public long Step { get; set; }

    /// <summary>Whether patience ran out.</summary>
    public bool StoppedEarly { get; set; }

    /// <summary>Whether somebody asked for the end before it was due.</summary>
    public bool Stopped { get; set; }

    /// <summary>Seconds of training steps in this epoch.</summary>
    public double EpochSeconds { get; set; }

    /// <summary>Seconds of training steps in all epochs.</summary>
    public double TrainSeconds { get; set; }

    /// <summary>Seconds of steps and evaluation.</summary>
    public double TotalSeconds { get; set; }

    /// <summary>Rows trained on.</summary>
    public long Rows { get; set; }
}
