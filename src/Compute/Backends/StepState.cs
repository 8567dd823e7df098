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

    /// <summary>What gradients are multiplied by before anything else is done with them: clipping by norm, and the mean over accumulated batches.</summary>
    public float GradientScale;

    /// <summary>1 - β₁^update for Adam, else 1.</summary>
    public float FirstMomentCorrection;

    /// <summary>1 - β₂^update for Adam and Nadam, else 1.</summary>
    public float SecondMomentCorrection;

    /// <summary>Nadam's factor of the first moment.</summary>
    public float MomentShare;

    /// <summary>Nadam's factor of the gradient.</summary>
    public float GradientShare;

    /// <summary>Whether weights may change while gradients are computed; not where a step is looked at again.</summary>
    public bool ChangesWeights;

    /// <summary>Factor of this batch's gradients when they are added to those of the batches before.</summary>
    public float AccumulationWeight;

    /// <summary>Whether this batch is the first of its group: what was accumulated before is forgotten.</summary>
    public bool StartsAccumulation;
}
