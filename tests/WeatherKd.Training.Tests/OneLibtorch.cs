namespace WeatherKd.Training.Tests;

/// <summary>Tests that run one at a time: libtorch has one random generator and one thread count for the whole process.</summary>
[CollectionDefinition(Name)]
public sealed class OneLibtorch
{
    public const string Name = "libtorch";
}
