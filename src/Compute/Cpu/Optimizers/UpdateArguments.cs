using TrainingService.Compute.Backends;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>A piece of a parameter span within one chunk.</summary>
internal struct UpdateSegment
{
    public long Offset;
    public int Count;
    public float L2;
}

internal unsafe struct UpdateArguments
{
    public float* Parameters;
    public float* Gradients;
    public float* State0;
    public float* State1;
    public StepState* Step;
    public UpdateSegment* Segments;

    /// <summary>For each chunk its first segment, and one more.</summary>
    public int* FirstSegments;
    public float Momentum;
    public float Beta1;
    public float Beta2;
    public float Epsilon;
}
