namespace TrainingService.Bench.Measuring;

/// <summary>Steps of one engine over a short time.</summary>
/// <param name="Steps">Seconds of each step.</param>
/// <param name="CpuSeconds">Processor time that the process used.</param>
/// <param name="PeakRss">Largest memory so far, in bytes.</param>
internal sealed record Window(double[] Steps, double CpuSeconds, long PeakRss);

/// <summary>What an engine tells once it has trained its first steps.</summary>
/// <param name="Engine">Its name and settings.</param>
/// <param name="Batch">Rows of a step.</param>
/// <param name="FlopsPerStep">Floating-point operations of the products of a step.</param>
/// <param name="Parameters">Numbers trained.</param>
/// <param name="Losses">Losses before the updates of some of the first steps.</param>
internal sealed record Introduction(string Engine, int Batch, double FlopsPerStep, long Parameters, IReadOnlyDictionary<int, double> Losses);
