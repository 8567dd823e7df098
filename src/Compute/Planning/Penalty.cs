namespace TrainingService.Compute.Planning;

/// <summary>The penalties on one parameter.</summary>
/// <param name="L1">Factor of Σ |w|.</param>
/// <param name="L2">Factor of Σ w² / 2.</param>
/// <param name="IsProximal">Whether L1 acts as a soft threshold after the step.</param>
/// <param name="Decay">Decoupled decay.</param>
internal readonly record struct Penalty(float L1, float L2, bool IsProximal, float Decay)
{
    /// <summary>Whether L1 drives this parameter towards zero, so that its zeros are counted.</summary>
    public bool IsSparse => L1 > 0;
}
