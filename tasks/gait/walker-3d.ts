/** The walking robot in three dimensions: x forwards, y upwards, z to the right. */

import type Rapier from '@dimforge/rapier3d-deterministic-compat';
import type { Collider, RevoluteImpulseJoint, RigidBody } from '@dimforge/rapier3d-deterministic-compat';
import { atan2 } from '../../src/numeric/arctangent.ts';
import { cos, sin } from '../../src/numeric/elementary.ts';
import {
  type Leg,
  newState,
  RATE,
  ROBOT,
  STANDING,
  STEPS_OF_ACTION,
  SWEEPS,
  type Walker,
  type WalkerStart,
  withinTurn,
} from './walker.ts';
import { walkerOutline } from './walker-outline.ts';

const GROUND = { half: 100, thickness: 1 };
/** Collision groups, members above, partners below: the robot meets the ground and not itself. */
const GROUPS = { ground: 0x00010002, robot: 0x00020001 };
const SIDEWAYS = { x: 0, y: 0, z: 1 };

/** Robot at its start. Bodies are made in the order of the legs, which is part of what is simulated. */
export function walker3d(rapier: typeof Rapier, legs: readonly Leg[], start: WalkerStart): Walker {
  const { World, RigidBodyDesc, ColliderDesc, JointData, MotorModel } = rapier;
  const { torso: box, hip, upper, lower, limits, motor, friction } = ROBOT;
  const world = new World({ x: 0, y: -9.81, z: 0 });
  world.timestep = 1 / RATE;
  world.numInternalPgsIterations = SWEEPS;
  const ground = world.createCollider(
    ColliderDesc.cuboid(GROUND.half, GROUND.thickness / 2, GROUND.half)
      .setTranslation(0, -GROUND.thickness / 2, 0)
      .setFriction(friction)
      .setCollisionGroups(GROUPS.ground),
  );
  const [forwards, sideways] = start.velocity;

  const body = (x: number, y: number, z: number, angle: number): RigidBody =>
    world.createRigidBody(
      RigidBodyDesc.dynamic()
        .setTranslation(x, y, z)
        .setRotation({ x: 0, y: 0, z: sin(angle / 2), w: cos(angle / 2) })
        .setLinvel(forwards, 0, sideways)
        .setCanSleep(false),
    );
  const torso = body(0, STANDING, 0, 0);
  world.createCollider(
    ColliderDesc.cuboid(box.length / 2, box.height / 2, box.width / 2)
      .setMass(box.mass)
      .setFriction(friction)
      .setCollisionGroups(GROUPS.robot),
    torso,
  );

  /** Segment that hangs from (x, y, z), turned by `angle` from straight down. */
  function segment(size: typeof upper | typeof lower, x: number, y: number, z: number, angle: number) {
    const half = size.length / 2;
    const made = body(x + half * sin(angle), y - half * cos(angle), z, angle);
    const collider = world.createCollider(
      ColliderDesc.capsule(half, size.radius)
        .setMass(size.mass)
        .setFriction(friction)
        .setCollisionGroups(GROUPS.robot),
      made,
    );
    return { made, collider };
  }
  function hinge(
    parent: RigidBody,
    child: RigidBody,
    anchor: readonly [number, number, number],
    half: number,
    limit: number,
  ): RevoluteImpulseJoint {
    const [x, y, z] = anchor;
    const joint = world.createImpulseJoint(
      JointData.revolute({ x, y, z }, { x: 0, y: half, z: 0 }, SIDEWAYS),
      parent,
      child,
      true,
    ) as RevoluteImpulseJoint;
    joint.configureMotorModel(MotorModel.ForceBased);
    joint.setLimits(-limit, limit);
    joint.configureMotorPosition(0, motor.stiffness, motor.damping);
    return joint;
  }

  const bodies: RigidBody[] = [];
  const joints: RevoluteImpulseJoint[] = [];
  const feet: Collider[] = [];
  legs.forEach(({ along, aside }, leg) => {
    const [x, z] = [along * hip.along, aside * hip.aside];
    const y = STANDING - hip.below;
    const [atHip, atKnee] = [start.offsets[2 * leg]!, start.offsets[2 * leg + 1]!];
    const thigh = segment(upper, x, y, z, atHip);
    const [kneeX, kneeY] = [x + upper.length * sin(atHip), y - upper.length * cos(atHip)];
    const shank = segment(lower, kneeX, kneeY, z, atHip + atKnee);
    bodies.push(thigh.made, shank.made);
    feet.push(shank.collider);
    joints.push(
      hinge(torso, thigh.made, [x, -hip.below, z], upper.length / 2, limits.hip),
      hinge(thigh.made, shank.made, [0, -upper.length / 2, 0], lower.length / 2, limits.knee),
    );
  });

  const state = newState(legs.length);
  const [place, velocity] = [
    { x: 0, y: 0, z: 0 },
    { x: 0, y: 0, z: 0 },
  ];
  const base = { x: 0, y: 0, z: 0, w: 1 };
  /** Rotations of the segments, `[leg][upper, lower]`. */
  const turns = bodies.map(() => ({ x: 0, y: 0, z: 0, w: 1 }));
  let touching = false;
  const onManifold = (manifold: { numContacts(): number }): void => {
    if (manifold.numContacts() > 0) touching = true;
  };

  function sense(): void {
    torso.translation(place);
    torso.linvel(velocity);
    torso.rotation(base);
    state.place.set([place.x, place.y, place.z]);
    state.speed = Math.sqrt(velocity.x ** 2 + velocity.y ** 2 + velocity.z ** 2);
    const { x, y, z, w } = base;
    // Columns of the rotation matrix: the forward axis, and the upward components of the two others.
    const [ahead, rise, aside] = [1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)];
    state.upright = 1 - 2 * (x * x + z * z);
    state.attitude[0] = atan2(rise, Math.sqrt(ahead * ahead + aside * aside));
    state.attitude[1] = atan2(2 * (y * z + x * w), state.upright);
    state.attitude[2] = atan2(-aside, ahead);
    bodies.forEach((one, at) => {
      one.rotation(turns[at]);
    });
    for (let joint = 0; joint < joints.length; joint++) {
      const parent = joint % 2 === 0 ? base : turns[joint - 1]!;
      state.angles[joint] = hingeAngle(parent, turns[joint]!);
    }
    for (let leg = 0; leg < feet.length; leg++) {
      touching = false;
      world.contactPair(feet[leg]!, ground, onManifold);
      state.touches[leg] = Number(touching);
    }
  }
  sense();

  return {
    state,
    drive(targets) {
      for (let joint = 0; joint < joints.length; joint++)
        joints[joint]!.configureMotorPosition(targets[joint]!, motor.stiffness, motor.damping);
      for (let step = 0; step < STEPS_OF_ACTION; step++) world.step();
      sense();
    },
    outline: () =>
      walkerOutline(place, state.attitude[0]!, legs.length, (segment, along) =>
        endOf(bodies[segment]!, along),
      ),
    snapshot: () => world.takeSnapshot(),
    free: () => world.free(),
  };
}

type Turn = Readonly<Record<'x' | 'y' | 'z' | 'w', number>>;

/** Angle about the sideways axis by which `child` is turned against `parent`: twice that of conj(parent) child. */
function hingeAngle(parent: Turn, child: Turn): number {
  const w = parent.w * child.w + parent.x * child.x + parent.y * child.y + parent.z * child.z;
  const z = parent.w * child.z - parent.z * child.w - parent.x * child.y + parent.y * child.x;
  return withinTurn(2 * atan2(z, w));
}

/** End of a segment, so far above its centre along itself, seen from the side. */
function endOf(segment: RigidBody, along: number): [number, number] {
  const { x, y } = segment.translation();
  const turn = segment.rotation();
  return [
    x + along * 2 * (turn.x * turn.y - turn.z * turn.w),
    y + along * (1 - 2 * (turn.x * turn.x + turn.z * turn.z)),
  ];
}
