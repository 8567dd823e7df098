using System.Globalization;
using System.Net.ServerSentEvents;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;

namespace TrainingService.Api.Runs;

/// <summary>An event of a run as one of an event stream.</summary>
internal static class RunEventItem
{
    /// <summary>Its type is the event's, its id the event's number, where it has one.</summary>
    public static SseItem<RunEvent?> Of(RunEvent e) => new(e, WireNames.Of(e.Type)) { EventId = e.Seq?.ToString(CultureInfo.InvariantCulture) };
}
