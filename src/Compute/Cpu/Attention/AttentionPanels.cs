using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Attention;

/// <summary>Packs one head's keys and values for the micro-kernel.</summary>
internal static unsafe class AttentionPanels
{
    /// <summary>A matrix [count, channels] transposed: its rows become columns of panels. Panels that hold none of the first <paramref name="seen"/> are left out.</summary>
    public static void Transposed(float* source, nint stride, int channels, int seen, Panel* panels, int panelCount, float* destination)
    {
        for (var p = 0; p < panelCount; p++)
        {
            var panel = panels[p];
            if (panel.Start >= seen) break;
            Transpose.Run(source + (panel.Start * stride), stride, channels, panel.Columns, destination + ((nint)channels * panel.Start), panel.Width);
        }
    }

    /// <summary>The first <paramref name="seen"/> rows of a matrix [count, channels] as it is, its columns cut into panels.</summary>
    public static void Plain<TI, TV>(float* source, nint stride, int count, int seen, Panel* panels, int panelCount, float* destination)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var p = 0; p < panelCount; p++)
        {
            var panel = panels[p];
            var to = destination + ((nint)count * panel.Start);
            for (var row = 0; row < seen; row++, to += panel.Width)
            {
                var from = source + (row * stride) + panel.Start;
                for (var lane = 0; lane < panel.Width; lane += TI.Width)
                    Lanes.Store<TI, TV>(to + lane, Lanes.Load<TI, TV>(from + lane, Math.Max(panel.Columns - lane, 0)), panel.Width - lane);
            }
        }
    }
}
