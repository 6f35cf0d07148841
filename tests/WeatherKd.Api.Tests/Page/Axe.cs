using System.Reflection;
using Microsoft.Playwright;

namespace WeatherKd.Api.Tests.Page;

/// <summary>Checks a page with axe: names, roles, contrast, structure.</summary>
internal static class Axe
{
    /// <summary>Folder of the npm packages that the tests use.</summary>
    public static string NodeModules { get; } =
        typeof(Axe).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "NodeModules").Value!;

    /// <summary>What axe finds, a line each.</summary>
    public static async Task<string[]> FindAsync(IPage page)
    {
        // Not as a script of the page, which its content security policy would refuse.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(NodeModules, "axe-core", "axe.min.js")));
        return await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
              .flatMap(v => v.nodes.map(n => `${v.id}: ${v.help}: ${n.html.slice(0, 160)} ${n.any.map(a => a.message).join(" ").slice(0, 200)}`))
            """);
    }
}
