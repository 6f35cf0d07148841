using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using WeatherKd.Functions.Http;

namespace WeatherKd.Functions.Tests;

public sealed class ReadAuthorizationTests
{
    // As the worker's source generator writes an HTTP trigger's binding.
    private const string HttpTrigger =
        """{"name":"request","type":"httpTrigger","direction":"In","authLevel":"Anonymous","methods":["get","head"],"route":"{*path}"}""";

    [Fact]
    public void ReadsAskForAFunctionKeyWhereConfigured()
    {
        var functions = new List<IFunctionMetadata> { Function("Change", "{}"), Function("Read", HttpTrigger) };

        new ReadAuthorization().Transform(functions);

        Assert.Contains("\"authLevel\":\"Function\"", Assert.Single(functions[1].RawBindings!), StringComparison.Ordinal);
    }

    [Fact]
    public void HealthStaysOpenWhereReadsAreClosed()
    {
        var live = HttpTrigger.Replace("{*path}", "healthz", StringComparison.Ordinal);
        var functions = new List<IFunctionMetadata> { Function("Live", live), Function("Read", HttpTrigger) };

        new ReadAuthorization().Transform(functions);

        Assert.Equal(live, Assert.Single(functions[0].RawBindings!));
        var trigger = typeof(HttpFunctions).GetMethod(nameof(HttpFunctions.Live))!.GetParameters()[0]
            .GetCustomAttributes(false)
            .OfType<Microsoft.Azure.Functions.Worker.HttpTriggerAttribute>()
            .Single();
        Assert.Equal(("healthz", Microsoft.Azure.Functions.Worker.AuthorizationLevel.Anonymous), (trigger.Route, trigger.AuthLevel));
    }

    [Fact]
    public void ReadsThatCannotBeClosedStopTheApp() =>
        Assert.Throws<InvalidOperationException>(() => new ReadAuthorization().Transform([Function("Read", "{}")]));

    private static DefaultFunctionMetadata Function(string name, string binding) =>
        new() { Name = name, RawBindings = new List<string> { binding } };
}
