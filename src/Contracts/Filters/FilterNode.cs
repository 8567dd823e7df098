namespace TrainingService.Contracts.Filters;

/// <summary>An expression as it is written, before anything is known of its fields.</summary>
internal abstract record FilterNode;

/// <summary>All of them.</summary>
internal sealed record AndNode(IReadOnlyList<FilterNode> Operands) : FilterNode;

/// <summary>At least one of them.</summary>
internal sealed record OrNode(IReadOnlyList<FilterNode> Operands) : FilterNode;

/// <summary>Not this.</summary>
internal sealed record NotNode(FilterNode Operand) : FilterNode;

/// <summary>A word alone.</summary>
internal sealed record WordNode(FilterToken Word) : FilterNode;

/// <summary>A field, a sign (`IN` included) and its values.</summary>
internal sealed record RestrictionNode(FilterToken Field, FilterToken Sign, IReadOnlyList<FilterToken> Values) : FilterNode;
