using TrainingService.Compute.Backends;

namespace TrainingService.Compute.Cpu.Optimizers;

internal unsafe struct UpdateArguments
{
    public float* Parameters;
    public float* Gradients;
    public float* State0;
    public float* State1;
    public float* State2;
    public StepState* Step;
    public SpanChunks Chunks;
    public float ClipValue;

    /// <summary>Momentum of SGD and RMSProp.</summary>
    public float Momentum;

    /// <summary>Decay of the first moment.</summary>
    public float Beta1;

    /// <summary>Decay of the second moment; RMSProp's ρ.</summary>
    public float Beta2;
    public float Epsilon;

    /// <summary>Whether more is done to gradients and parameters than the rule and a scale.</summary>
    public readonly bool HasChanges => Chunks.HasPenalties || !float.IsPositiveInfinity(ClipValue);

    /// <summary>Whether ε is added before the second moment's correction.</summary>
    public bool UncorrectedEpsilon;
}
