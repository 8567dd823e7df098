namespace TrainingService.Compute.Backends;

/// <summary>What the host sets before each training step.</summary>
public struct StepState
{
    /// <summary>The run's seed.</summary>
    public ulong Seed;

    /// <summary>Number of the training step, from 1.</summary>
    public ulong Step;

    /// <summary>Size of this step.</summary>
    public float LearningRate;

    /// <summary>1 - β₁^step for Adam, else 1.</summary>
    public float FirstMomentCorrection;

    /// <summary>1 - β₂^step for Adam, else 1.</summary>
    public float SecondMomentCorrection;
}
