namespace TrainingService.Contracts.Filters;

/// <summary>Reading cannot go on; holds the error to report.</summary>
internal sealed class FilterException(FilterError error) : Exception(error.Detail)
{
    public FilterError Error => error;
}
