using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary>
/// A cell's step backwards for a block of rows. <see cref="RecurrentArguments.FirstState"/> holds the gradient of the state after the step, y's
/// share added already, and of the state before it afterwards; <see cref="RecurrentArguments.FirstCell"/> likewise. Rows not at work keep both.
/// </summary>
internal unsafe interface IBackwardCell
{
    /// <summary>One step of rows <paramref name="first"/> and on, a tile of them (of the larger height or the smaller).</summary>
    static abstract void Step<TI, TV>(RecurrentArguments* job, int step, int first, int rows, bool larger)
        where TI : struct, ISimd<TV>
        where TV : struct;
}
