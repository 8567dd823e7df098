using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Training;

/// <summary>Random matrices with orthonormal rows or columns: QR decomposition of a normal matrix by Householder reflections, in double.</summary>
internal static class OrthogonalMatrix
{
    /// <summary>The most that the smaller side may have: the work grows with its square times the larger side.</summary>
    public const int LargestSide = 4096;

    /// <summary>Fills a row-major matrix with as many columns; a function of size, gain, seed and stream only, the same on every processor.</summary>
    public static void Fill(Span<float> destination, int columns, double gain, ulong seed, uint stream)
    {
        var rows = destination.Length / columns;
        var (tall, narrow) = (Math.Max(rows, columns), Math.Min(rows, columns));
        var q = Orthonormal(tall, narrow, Philox.Key(seed, stream));

        // q holds its narrow columns one after the other; a wide matrix is the transpose of a tall one.
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                destination[row * columns + column] = (float)(gain * (rows >= columns ? q[column][row] : q[row][column]));
        }
    }

    /// <summary>As many columns of the given height, each of length 1 and at right angles to all others.</summary>
    private static double[][] Orthonormal(int height, int count, PhiloxKey key)
    {
        var columns = new double[count][];
        for (var j = 0; j < count; j++)
        {
            columns[j] = new double[height];
            for (var i = 0; i < height; i++)
                columns[j][i] = RandomFill.NormalPair((uint)i, (uint)j, key).First;
        }

        var signs = new double[count];
        for (var j = 0; j < count; j++)
        {
            // The reflection that turns the column's rest into ∓|rest| e_j. R's diagonal has that sign; multiplied out, the result is unique.
            var rest = columns[j].AsSpan(j);
            var length = Math.Sqrt(Dot(rest, rest));
            signs[j] = rest[0] > 0 ? -1 : 1;
            rest[0] += rest[0] > 0 ? length : -length;
            var scale = Math.Sqrt(2 / Dot(rest, rest));
            foreach (ref var value in rest) value *= scale;
            for (var k = j + 1; k < count; k++) Reflect(rest, columns[k].AsSpan(j));
        }

        var result = new double[count][];
        for (var k = 0; k < count; k++)
        {
            result[k] = new double[height];
            result[k][k] = signs[k];
            for (var j = k; j >= 0; j--) Reflect(columns[j].AsSpan(j), result[k].AsSpan(j));
        }

        return result;
    }

    /// <summary>x -= v (v · x), v of length √2.</summary>
    private static void Reflect(ReadOnlySpan<double> v, Span<double> x)
    {
        var factor = Dot(v, x);
        var vs = MemoryMarshal.Cast<double, Vector256<double>>(v);
        var xs = MemoryMarshal.Cast<double, Vector256<double>>(x);
        for (var i = 0; i < xs.Length; i++) xs[i] -= vs[i] * factor;
        for (var i = xs.Length * 4; i < x.Length; i++) x[i] -= v[i] * factor;
    }

    // Four lanes on any processor, and no fused multiply-add: the same bits everywhere.
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var av = MemoryMarshal.Cast<double, Vector256<double>>(a);
        var bv = MemoryMarshal.Cast<double, Vector256<double>>(b);
        var sums = Vector256<double>.Zero;
        for (var i = 0; i < av.Length; i++) sums += av[i] * bv[i];
        var sum = (sums[0] + sums[2]) + (sums[1] + sums[3]);
        for (var i = av.Length * 4; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
