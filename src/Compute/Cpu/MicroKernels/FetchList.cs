using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Products;

namespace TrainingService.Compute.Cpu.MicroKernels;

/// <summary>
/// Lines that a micro-kernel fetches while it sums, one at a time: a processor waits when more are asked for at once than it can have under way, a few dozen, which from memory come at a tenth of a
/// microsecond.
/// </summary>
internal unsafe struct FetchList
{
    /// <summary>Most lines of a list.</summary>
    public const int Most = 256;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Empties it.</summary>
    public void Clear() => Count = 0;

    private fixed long places[Most];

    /// <summary>The lines, and how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float** Lines(FetchList* list, out int count)
    {
        count = list == null ? 0 : list->Count;
        return list == null ? null : (float**)list->places;
    }

    /// <summary>Adds a line; more than there is room for are fetched at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* line)
    {
        if (Count < Most)
            places[Count++] = (nint)line;
        else
            CacheFetch.Line(line);
    }

    /// <summary>Adds all lines of a tile.</summary>
    public void Add(float* place, nint stride, int rows, int columns)
    {
        var count = Count;
        for (var row = 0; row < rows; row++, place += stride)
        {
            for (var line = CacheFetch.StartOf(place); line < place + columns; line += CacheFetch.FloatsOfLine)
            {
                if (count < Most)
                    places[count++] = (nint)line;
                else
                    CacheFetch.Line(line);
            }
        }

        Count = count;
    }
}
