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

/// <summary>What the host sets before each batch: where the dataset part lies and which of its rows are wanted.</summary>
public unsafe struct BatchSource
{
    /// <summary>Features of all rows, as <see cref="FeatureStorage"/> says.</summary>
    public void* Features;

    /// <summary>Labels (int32) or target numbers (float) of all rows.</summary>
    public void* Targets;

    /// <summary>The batch's rows, as many as the plan's batch.</summary>
    public int* Rows;

    /// <summary>Factor per feature (one for all when features are bytes).</summary>
    public float* Scale;

    /// <summary>Added per feature after scaling (one for all when features are bytes).</summary>
    public float* Shift;
}

/// <summary>How a dataset stores features.</summary>
public enum FeatureStorage
{
    /// <summary>One byte each; the network sees byte · scale + shift with one scale and shift for all.</summary>
    Bytes,

    /// <summary>One float each; the network sees x · scale + shift with a scale and shift per feature.</summary>
    Floats,
}
