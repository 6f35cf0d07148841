using WeatherKd.TestSupport;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]
