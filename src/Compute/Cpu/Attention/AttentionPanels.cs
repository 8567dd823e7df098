using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Attention;

/// <summary>Packs one head's keys and values for the micro-kernel.</summary>
internal static unsafe class AttentionPanels
{
    /// <summary>A matrix [count, channels] transposed: its rows become columns of panels.</summary>
    public static void Transposed(float* source, nint stride, int channels, Panel* panels, int panelCount, float* destination)
    {
        for (var p = 0; p < panelCount; p++)
        {
            var panel = panels[p];
            Transpose.Run(source + (panel.Start * stride), stride, channels, panel.Columns, destination + ((nint)channels * panel.Start), panel.Width);
        }
    }

    /// <summary>A matrix [count, channels] as it is, its columns cut into panels.</summary>
    public static void Plain<TI, TV>(float* source, nint stride, int count, Panel* panels, int panelCount, float* destination)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var p = 0; p < panelCount; p++)
        {
            var panel = panels[p];
            var to = destination + ((nint)count * panel.Start);
            for (var row = 0; row < count; row++, to += panel.Width)
            {
                var from = source + (row * stride) + panel.Start;
                for (var lane = 0; lane < panel.Width; lane += TI.Width)
                    Lanes.Store<TI, TV>(to + lane, Lanes.Load<TI, TV>(from + lane, Math.Max(panel.Columns - lane, 0)), panel.Width - lane);
            }
        }
    }
}
