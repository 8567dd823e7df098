using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>
/// Fetches lines to the second cache before they are needed, where the processor's own prefetching does not follow: rows that lie far apart, often on pages of their own.
/// </summary>
internal static unsafe class CacheFetch
{
    /// <summary>Floats of a line.</summary>
    public const int FloatsOfLine = 16;

    /// <summary>Bytes of a matrix from which it is worth it: smaller ones that were read or written not long ago are still in that cache.</summary>
    public const long FewestBytes = 256 << 10;

    private const int BytesOfLine = FloatsOfLine * sizeof(float);

    /// <summary>Whether this processor can be asked.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Sse.IsSupported;
    }

    /// <summary>Fetches all lines that hold some of these floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(float* place, int floats)
    {
        for (var line = StartOf(place); line < place + floats; line += FloatsOfLine)
            Sse.Prefetch1(line);
    }

    /// <summary>Where the line of a float begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* StartOf(float* place) => (float*)((nint)place & ~(nint)(BytesOfLine - 1));

    /// <summary>Fetches a tile, such as the sums that will be stored when its pixels have gone by.</summary>
    public static void Rows(float* place, nint stride, int rows, int columns)
    {
        if (!IsSupported)
            return;
        for (var row = 0; row < rows; row++)
            Line(place + (row * stride), columns);
    }
}
