using System.Runtime.CompilerServices;

namespace TrainingService.Compute.Cpu.Pooling;

/// <summary>The gradient of a maximum.</summary>
internal readonly struct ToFirstLargest : IPoolingGradient
{
    public static bool FirstEqualTakesAll
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }
}

/// <summary>The gradient of a mean.</summary>
internal readonly struct ToAllCells : IPoolingGradient
{
    public static bool FirstEqualTakesAll
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }
}
