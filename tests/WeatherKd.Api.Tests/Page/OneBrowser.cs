namespace WeatherKd.Api.Tests.Page;

/// <summary>Classes that share one browser, so that it is started once.</summary>
[CollectionDefinition]
public sealed class OneBrowser : ICollectionFixture<Chromium>;
