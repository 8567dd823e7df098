namespace TrainingService.Compute.Backends;

/// <summary>
/// What becomes of a gradient as soon as a stretch of it is complete: the update of the weights it belongs to, while it is still in the caches. A kernel calls it from any thread, once for
/// each element, after the last one that reads those weights in this step.
/// </summary>
public readonly unsafe struct GradientEnd
{
    /// <summary>Called with <see cref="Arguments"/>, the stretch's first float, counted from the gradient's beginning, its length and where it lies; null if nothing is ever to be done.</summary>
    public delegate*<void*, nint, int, float*, void> Kernel { get; init; }

    /// <summary>What the kernel is given.</summary>
    public void* Arguments { get; init; }

    /// <summary>The step it belongs to.</summary>
    public StepState* Step { get; init; }

    /// <summary>Whether there is nothing ever to be done.</summary>
    public bool IsNone => Kernel == null;

    /// <summary>Whether something is to be done in this step. The gradient itself is not wanted then and need not be stored.</summary>
    public bool IsDue => Kernel != null && Step->ChangesWeights;

    /// <summary>A stretch is complete.</summary>
    public void Done(nint first, int count, float* gradient) => Kernel(Arguments, first, count, gradient);
}
