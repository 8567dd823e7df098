namespace TrainingService.Worker;

internal static class Program
{
    private static void Main()
    {
    }
}
