namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>The fault tests run one after the other: each has processes of its own that would take time from the others.</summary>
[CollectionDefinition("faults")]
public sealed class OneAfterTheOther;
