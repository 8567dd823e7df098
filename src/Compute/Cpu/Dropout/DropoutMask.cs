using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Cpu.Dropout;

/// <summary>Masks one counter at a time.</summary>
internal static unsafe class DropoutMask
{
    /// <summary>Fills at least <paramref name="count"/> factors with an instruction set's own code; up to the next multiple of 64 may be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill<TI>(float* mask, int count, uint counter, uint row, in DropoutDraw draw)
    {
        if (typeof(TI) == typeof(Avx512Simd))
            DropoutMask512.Fill(mask, count, counter, row, draw);
        else if (typeof(TI) == typeof(Avx2Simd))
            DropoutMask256.Fill(mask, count, counter, row, draw);
        else
            Fill(mask, count, counter, row, draw);
    }

    /// <summary>Fills at least <paramref name="count"/> factors, 0 or the scale; up to the next multiple of 4 may be written.</summary>
    public static void Fill(float* mask, int count, uint counter, uint row, in DropoutDraw draw)
    {
        for (var i = 0; i < count; i += 4)
        {
            var block = Philox.Block(counter++, row, draw.StepLow, draw.StepHigh, draw.Key);
            mask[i] = block.Word0 < draw.Threshold ? 0 : draw.Scale;
            mask[i + 1] = block.Word1 < draw.Threshold ? 0 : draw.Scale;
            mask[i + 2] = block.Word2 < draw.Threshold ? 0 : draw.Scale;
            mask[i + 3] = block.Word3 < draw.Threshold ? 0 : draw.Scale;
        }
    }
}
