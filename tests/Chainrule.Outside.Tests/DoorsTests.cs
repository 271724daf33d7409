using System.Reflection;
using System.Runtime.CompilerServices;

namespace Chainrule.Outside.Tests;

/// <summary>What makes this project one from outside.</summary>
public sealed class DoorsTests
{
    [Fact]
    public void No_assembly_shows_its_internals_to_this_one()
    {
        string name = typeof(DoorsTests).Assembly.GetName().Name!;
        foreach (Assembly assembly in (Assembly[])[typeof(Spec).Assembly, typeof(Recipe).Assembly, typeof(OnnxFile).Assembly])
            Assert.DoesNotContain(assembly.GetCustomAttributes<InternalsVisibleToAttribute>(),
                friend => friend.AssemblyName.Split(',')[0] == name);
    }
}
