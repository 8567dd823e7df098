using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>Sums of A's quarters where A's columns are C's rows (weight gradients): a strip's columns copied together.</summary>
internal static unsafe class StrassenLeftColumns
{
    /// <summary>Does strip <paramref name="chunk"/> of a <see cref="StrassenJob"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (StrassenJob*)arguments;
        var strip = job->Strips + chunk;
        var scales = job->RowBefore + strip->Start;
        var group = job->GroupOf(chunk);
        for (var block = 0; block < job->Blocks.Parts; block++)
        {
            var depth = job->Blocks.SizeOf(block);
            var sums = job->SumsOf(group, block, chunk);
            nint matrix = (strip->Rows * depth) + job->Slack;
            var early = job->A + (job->Blocks.StartOf(block) * job->Lda) + strip->Start;
            // A vector may reach into the next row of a matrix, which is written after it, and behind the last one into the slack.
            for (var k = 0; k < depth; k++, early += job->Lda, sums += strip->Rows)
            {
                var late = early + (job->HalfDepth * job->Lda);
                for (var i = 0; i < strip->Rows; i += TI.Width)
                {
                    var left = strip->Rows - i;
                    var (up, down) = (TI.Load(scales + i), TI.Load(scales + job->HalfRows + i));
                    StrassenSums.Left<TI, TV>(
                        TI.Multiply(up, Lanes.Load<TI, TV>(early + i, left)),
                        TI.Multiply(up, Lanes.Load<TI, TV>(late + i, left)),
                        TI.Multiply(down, Lanes.Load<TI, TV>(early + job->HalfRows + i, left)),
                        TI.Multiply(down, Lanes.Load<TI, TV>(late + job->HalfRows + i, left)),
                        sums + i,
                        matrix);
                }
            }
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
