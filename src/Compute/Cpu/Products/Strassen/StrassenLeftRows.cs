using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>Sums of A's quarters where A's rows are C's: a strip's rows turned, so that a tile reads one stream.</summary>
internal static unsafe class StrassenLeftRows
{
    /// <summary>Columns of A summed before they are turned: the sums stay in the first cache.</summary>
    private const int Stretch = 64;

    /// <summary>Does strip <paramref name="chunk"/> of a <see cref="StrassenJob"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (StrassenJob*)arguments;
        var strip = job->Strips + chunk;
        var scales = stackalloc float[2 * PanelLayout.MostTileRows];
        for (var i = 0; i < strip->Rows; i++)
        {
            for (var half = 0; half < 2; half++)
            {
                var row = strip->Start + i + (half * job->HalfRows);
                (scales[(2 * i) + half], job->RowAfter[row]) =
                    StrassenScale.Of(StrassenScale.Largest<TI, TV>(job->A + (row * job->Lda), job->DepthOfA, 2 * job->HalfDepth));
            }
        }

        var group = job->GroupOf(chunk);
        var turned = stackalloc float[StrassenSums.Products * PanelLayout.MostTileRows * Stretch];
        for (var block = 0; block < job->Blocks.Parts; block++)
        {
            var depth = job->Blocks.SizeOf(block);
            var sums = job->SumsOf(group, block, chunk);
            nint matrix = (strip->Rows * depth) + job->Slack;
            for (var k = 0; k < depth; k += Stretch)
            {
                var length = Math.Min(Stretch, depth - k);
                var a = job->A + (strip->Start * job->Lda) + job->Blocks.StartOf(block) + k;
                for (var i = 0; i < strip->Rows; i++)
                    Row<TI, TV>(job, a + (i * job->Lda), job->Blocks.StartOf(block) + k, length, scales + (2 * i), turned + (i * Stretch), strip->Rows * Stretch);
                for (var product = 0; product < StrassenSums.Products; product++)
                    Transpose.Run(turned + (product * strip->Rows * Stretch), Stretch, length, strip->Rows, sums + (product * matrix) + (k * strip->Rows), strip->Rows);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TI, TV>(StrassenJob* job, float* upper, int first, int length, float* scales, float* sums, nint plane)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var lower = upper + (job->HalfRows * job->Lda);
        var (up, down) = (TI.Broadcast(scales[0]), TI.Broadcast(scales[1]));
        for (var k = 0; k < length; k += TI.Width)
        {
            var left = length - k;
            var (a11, a12) = (TI.Multiply(up, Lanes.Load<TI, TV>(upper + k, left)), TI.Multiply(up, Lanes.Load<TI, TV>(upper + job->HalfDepth + k, left)));
            var (a21, a22) = (TI.Multiply(down, Lanes.Load<TI, TV>(lower + k, left)), TI.Multiply(down, Lanes.Load<TI, TV>(lower + job->HalfDepth + k, left)));
            if (job->DepthOfA != null)
            {
                var early = Lanes.Load<TI, TV>(job->DepthOfA + first + k, left);
                var late = Lanes.Load<TI, TV>(job->DepthOfA + job->HalfDepth + first + k, left);
                (a11, a12, a21, a22) = (TI.Multiply(early, a11), TI.Multiply(late, a12), TI.Multiply(early, a21), TI.Multiply(late, a22));
            }

            StrassenSums.Left<TI, TV>(a11, a12, a21, a22, sums + k, plane);
        }
    }

    /// <summary>Picks <see cref="Run"/> for an instruction set.</summary>
    internal readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
