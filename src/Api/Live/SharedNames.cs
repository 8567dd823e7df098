using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Live;

/// <summary>
/// Events with the names of their metrics kept once for all: they are the same in every epoch, and as text several times as large as the values. A window of
/// events lives long enough to be collected late, so what it holds counts many times over.
/// </summary>
internal sealed class SharedNames
{
    private string[] _last = [];

    /// <summary>The same event, sharing its metrics' names with the one before.</summary>
    public RunEvent Share(RunEvent next)
    {
        if (next.Metrics is not { Count: > 0 } metrics) return next;
        if (metrics.Count != _last.Length || !metrics.Keys.SequenceEqual(_last)) _last = [.. metrics.Keys];
        return next with { Metrics = new Values(_last, [.. metrics.Values]) };
    }

    private sealed class Values(string[] names, double[] values) : IReadOnlyDictionary<string, double>
    {
        public IEnumerable<string> Keys => names;

        IEnumerable<double> IReadOnlyDictionary<string, double>.Values => values;

        public int Count => names.Length;

        public double this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no metric {key}.");

        public bool ContainsKey(string key) => Array.IndexOf(names, key) >= 0;

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
        {
            var at = Array.IndexOf(names, key);
            value = at < 0 ? 0 : values[at];
            return at >= 0;
        }

        public IEnumerator<KeyValuePair<string, double>> GetEnumerator()
        {
            for (var i = 0; i < names.Length; i++) yield return KeyValuePair.Create(names[i], values[i]);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
