using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.MicroKernels;

/// <summary>What is done to a tile just written, while it is in the first cache: value c, and x at the same place where it is a gradient.</summary>
internal interface ITileFunction
{
    static abstract TV Apply<TI, TV>(TV c, TV x, TV slope)
        where TI : struct, ISimd<TV>
        where TV : struct;
}

/// <summary>f(c).</summary>
internal readonly struct TileMap<TF> : ITileFunction
    where TF : struct, IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV c, TV x, TV slope)
        where TI : struct, ISimd<TV>
        where TV : struct => TF.Apply<TI, TV>(c, slope);
}

/// <summary>f(c, x).</summary>
internal readonly struct TileCombine<TF> : ITileFunction
    where TF : struct, ICombine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Apply<TI, TV>(TV c, TV x, TV slope)
        where TI : struct, ISimd<TV>
        where TV : struct => TF.Apply<TI, TV>(c, x, slope);
}
