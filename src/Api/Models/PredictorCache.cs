using TrainingService.Compute.Training;
using TrainingService.Datasets.Predictions;
using TrainingService.Storage.Models;

namespace TrainingService.Api.Models;

/// <summary>The models asked lately, ready in memory: the first question of a run loads its file, later ones are answered at once.</summary>
internal sealed class PredictorCache(ModelFiles files) : IDisposable
{
    private const int Kept = 8;
    private readonly Lock gate = new();
    private readonly LinkedList<(string Hash, Task<ModelPredictor> Model)> newestFirst = [];

    /// <summary>A run's model.</summary>
    /// <exception cref="FileNotFoundException">Its file is gone.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or of an earlier version.</exception>
    public Task<ModelPredictor> GetAsync(Guid runId, string weightsSha256)
    {
        lock (gate)
        {
            var key = $"{runId}/{weightsSha256}";
            var node = newestFirst.First;
            while (node is not null && node.Value.Hash != key) node = node.Next;
            if (node is { Value.Model.IsFaulted: true })
            {
                newestFirst.Remove(node);
                node = null;
            }

            if (node is not null) newestFirst.Remove(node);
            else node = new LinkedListNode<(string, Task<ModelPredictor>)>((key, Task.Run(() => Load(runId, weightsSha256))));
            newestFirst.AddFirst(node);

            // What is dropped is not disposed: someone may be asking it. Its memory goes with the last of them.
            if (newestFirst.Count > Kept) newestFirst.RemoveLast();
            return node.Value.Model;
        }
    }

    public void Dispose()
    {
        foreach (var (_, model) in newestFirst)
        {
            if (model.IsCompletedSuccessfully) model.GetAwaiter().GetResult().Dispose();
        }
    }

    private ModelPredictor Load(Guid runId, string weightsSha256)
    {
        using var file = files.Open(runId, weightsSha256) ?? throw new FileNotFoundException("The run's model file is gone.");
        return ModelPredictor.Load(file, new ComputeOptions { Threads = 1 });
    }
}
