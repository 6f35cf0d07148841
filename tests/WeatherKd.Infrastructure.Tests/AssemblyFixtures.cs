using WeatherKd.Infrastructure.Tests;

[assembly: AssemblyFixture(typeof(Bicep))]
