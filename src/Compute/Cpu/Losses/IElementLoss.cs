using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>The op's numbers, in every lane; what they are each loss says.</summary>
internal struct ElementFactors<TV>
    where TV : struct
{
    public TV P0;
    public TV P1;
    public TV P2;
}

/// <summary>A loss that is the mean of terms of single outputs.</summary>
internal interface IElementLoss
{
    /// <summary>Above it an output says yes; meaningless unless <see cref="IsBinary"/>.</summary>
    static abstract float Threshold { get; }

    /// <summary>Whether outputs are decisions: with one output a label is its own target and the prediction is 0 or 1.</summary>
    static abstract bool IsBinary { get; }

    /// <summary>Whether with several outputs and labels the prediction is the number of right decisions, or else the index of the largest.</summary>
    static abstract bool CountsRightOfLabels { get; }

    /// <summary>The term of an output and its derivative.</summary>
    static abstract void Evaluate<TI, TV>(TV z, TV t, in ElementFactors<TV> factors, out TV term, out TV derivative)
        where TI : struct, ISimd<TV>
        where TV : struct;
}
