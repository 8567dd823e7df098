using System.Globalization;
using TrainingService.Contracts.Runs;

namespace TrainingService.Worker.Logs;

/// <summary>
/// Takes what is logged within a run's scope (`RunId`) into the run's own log, where people see it without access to a worker's output. The
/// worker's log has it all the same.
/// </summary>
[ProviderAlias("Run")]
internal sealed class RunLogProvider(RunLogBuffer buffer, string worker) : ILoggerProvider, ISupportExternalScope
{
    /// <summary>Key of a run's scope.</summary>
    public const string RunId = "RunId";

    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new RunLogger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // The buffer is the host's; it is written out when the host stops.
    }

    private Guid? CurrentRun()
    {
        Guid? found = null;
        _scopes?.ForEachScope(
            (scope, _) =>
            {
                if (scope is IReadOnlyDictionary<string, object> values && values.TryGetValue(RunId, out var id) && id is Guid run) found = run;
            },
            0);
        return found;
    }

    private sealed class RunLogger(RunLogProvider provider, string source) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is not (LogLevel.Trace or LogLevel.None);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel) || provider.CurrentRun() is not { } run) return;
            provider.Add(run, new RunLogLine
            {
                Level = logLevel switch
                {
                    LogLevel.Debug => RunLogLevel.Debug,
                    LogLevel.Information => RunLogLevel.Information,
                    LogLevel.Warning => RunLogLevel.Warning,
                    _ => RunLogLevel.Error,
                },
                Source = source,
                Message = formatter(state, exception),
                Worker = provider.Worker,
                Values = ValuesOf(state),
                Exception = exception is null ? null : $"{exception.GetType().Name}: {exception.Message}",
            });
        }

        private static Dictionary<string, string>? ValuesOf<TState>(TState state)
        {
            if (state is not IReadOnlyList<KeyValuePair<string, object?>> values) return null;
            var kept = values.Where(v => v.Key != "{OriginalFormat}").ToDictionary(v => v.Key, v => Convert.ToString(v.Value, CultureInfo.InvariantCulture) ?? "");
            return kept.Count == 0 ? null : kept;
        }
    }

    private string Worker => worker;

    private void Add(Guid run, RunLogLine line) => buffer.Add(run, line);
}
