namespace TrainingService.Api;

internal static class Program
{
    private static void Main()
    {
    }
}
