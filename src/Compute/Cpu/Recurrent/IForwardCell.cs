using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary>A cell's step for a block of rows: gates hold x W + b before, their values after; the next state and y are written.</summary>
internal unsafe interface IForwardCell
{
    /// <summary>One step of rows <paramref name="first"/> and on, a tile of them (of the larger height or the smaller).</summary>
    static abstract void Step<TI, TV>(RecurrentArguments* job, int step, int first, int rows, bool larger)
        where TI : struct, ISimd<TV>
        where TV : struct;
}
