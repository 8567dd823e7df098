namespace TrainingService.Conformance.Tests.Coverage;

/// <summary>A line of the list of techniques that the program must have.</summary>
/// <param name="Section">Its heading.</param>
/// <param name="Technique">What is asked for.</param>
/// <param name="Names">The names under which specs have it, `page/name` as in docs/reference.</param>
/// <param name="Settings">Members of a spec that have it besides.</param>
/// <param name="Shown">Files of tests or examples that show it besides the tables of this project.</param>
public sealed record MissionRow(string Section, string Technique, string[] Names, string Settings, string[] Shown);
