namespace TrainingService.Worker.Logs;

/// <summary>Lets what was said of a run be stored before its end is: whoever follows the run stops reading there.</summary>
internal interface IRunLogFlush
{
    /// <summary>Stores what waits. Never throws, and gives up after a second.</summary>
    Task FlushAsync();
}
