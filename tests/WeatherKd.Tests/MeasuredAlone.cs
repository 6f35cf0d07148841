namespace WeatherKd.Tests;

/// <summary>Tests that measure time or memory of the whole process, and therefore run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "measured alone";
}
